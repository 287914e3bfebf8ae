namespace Sluice.Sandbox.Resources;

/// <summary>The directory of one sandbox, below the temporary one and for its owner alone.</summary>
internal sealed record SandboxDirectory(string Path)
{
    public string Config => In("sluice.json");

    public string Credentials => In("aws-credentials");

    public string LoaderPassword => In("loader.password");

    public string Templates => In("cdk.out");

    public static SandboxDirectory Create()
    {
        // .NET makes it with mode 700.
        var directory = new SandboxDirectory(Directory.CreateTempSubdirectory("sluice-sandbox-").FullName);
        Directory.CreateDirectory(directory.Templates);
        return directory;
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);
}
