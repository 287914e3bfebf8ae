namespace Sluice.DeploymentTests;

/// <summary>The checkout that the tests are in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] names) => Path.Combine([Root, .. names]);

    public static string Read(params string[] names) => File.ReadAllText(PathOf(names));

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Sluice.slnx")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests are not in a checkout.");
        }

        return directory.FullName;
    }
}
