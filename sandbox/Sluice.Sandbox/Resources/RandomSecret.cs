using System.Security.Cryptography;

namespace Sluice.Sandbox.Resources;

/// <summary>Secrets that last as long as a sandbox.</summary>
internal static class RandomSecret
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static string Create() => RandomNumberGenerator.GetString(Alphabet, 40);
}
