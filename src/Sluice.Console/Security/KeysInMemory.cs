using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Sluice.WebConsole.Security;

/// <summary>Keeps the keys of cookies in memory: nothing on a disk lets anybody in, and a restarted agent asks people to sign in again.</summary>
internal sealed class KeysInMemory : IXmlRepository
{
    private readonly Lock _gate = new();
    private readonly List<XElement> _keys = [];

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_gate)
        {
            return [.. _keys.Select(key => new XElement(key))];
        }
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_gate)
        {
            _keys.Add(new XElement(element));
        }
    }
}
