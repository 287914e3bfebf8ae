using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sluice.WebConsole.Assets;

/// <summary>What browsers load besides pages: style sheets and scripts, all of them in this assembly.</summary>
internal sealed class ConsoleAssets
{
    private const string Folder = "assets/";

    private const string ComponentStyles = "components.css";

    private readonly FrozenDictionary<string, Asset> _assets;

    public ConsoleAssets() => _assets = Load().ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>Where a page finds it; another content has another address.</summary>
    public string Url(string name) => $"{Folder}{name}?v={_assets[name].Hash}";

    /// <summary>Serves them. The style sheet and scripts that the sign-in page needs are open to everybody.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var asset in _assets.Values)
        {
            var endpoint = endpoints.MapGet(Folder + asset.Name, context => asset.SendAsync(context));
            if (asset.Name is "console.css" or "theme.js" or "sluice.svg")
            {
                endpoint.AllowAnonymous();
            }
        }
    }

    private static IEnumerable<Asset> Load()
    {
        var assembly = typeof(ConsoleAssets).Assembly;
        var names = assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).ToList();
        foreach (var name in names.Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            yield return Asset.Of(name[Folder.Length..], Read(assembly, name));
        }

        yield return Asset.Of(ComponentStyles, [.. names.Where(name => name.StartsWith("components/", StringComparison.Ordinal)).SelectMany(name => Read(assembly, name))]);
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed record Asset(string Name, byte[] Content, string ContentType, string Hash)
    {
        public static Asset Of(string name, byte[] content)
        {
            var type = Path.GetExtension(name) switch
            {
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                _ => "image/svg+xml",
            };
            return new Asset(name, content, type, Convert.ToHexStringLower(SHA256.HashData(content))[..16]);
        }

        public async Task SendAsync(HttpContext context)
        {
            var headers = context.Response.Headers;
            headers.ETag = $"\"{Hash}\"";
            headers.CacheControl = context.Request.Query["v"] == Hash ? "public, max-age=31536000, immutable" : "no-cache";
            if (context.Request.Headers.IfNoneMatch == headers.ETag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            context.Response.ContentType = ContentType;
            context.Response.ContentLength = Content.Length;
            await context.Response.Body.WriteAsync(Content, context.RequestAborted);
        }
    }
}
