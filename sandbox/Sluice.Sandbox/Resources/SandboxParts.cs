namespace Sluice.Sandbox.Resources;

/// <summary>What of the sandbox is files beside the program: the build and <c>dotnet publish</c> put them into <c>sandbox/</c>.</summary>
internal static class SandboxParts
{
    /// <summary>The CDK app.</summary>
    public static string CdkApp => PathOf("infra", "Sluice.Infra.dll");

    /// <summary>What starts fauxqs.</summary>
    public static string FauxqsScript => PathOf("fauxqs.mjs");

    private static string PathOf(params string[] names)
    {
        var path = Path.Combine([AppContext.BaseDirectory, "sandbox", .. names]);
        return File.Exists(path) ? path : throw new SandboxException($"The sandbox's parts are not beside the program: {path} is missing. Take the folder sandbox/ of the release, or run from the repository.");
    }
}
