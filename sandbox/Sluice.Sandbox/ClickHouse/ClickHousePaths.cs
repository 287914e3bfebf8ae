namespace Sluice.Sandbox;

/// <summary>Where a server keeps its files.</summary>
/// <param name="Root">The server's own directory.</param>
internal sealed record ClickHousePaths(string Root)
{
    public string Data => Path.Combine(Root, "data");

    public string UserFiles => Path.Combine(Root, "user_files");

    public string Config => Path.Combine(Root, "config.xml");

    public string Users => Path.Combine(Root, "users.xml");

    public string Log => Path.Combine(Root, "server.log");

    public string ErrorLog => Path.Combine(Root, "server.err.log");

    public void Create()
    {
        Directory.CreateDirectory(Data);
        Directory.CreateDirectory(UserFiles);
    }
}
