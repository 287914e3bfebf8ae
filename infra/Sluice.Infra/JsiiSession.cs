namespace Sluice.Infra;

/// <summary>
/// The surroundings of JSII, which runs the CDK in a Node process of its own. To be started before the first construct and
/// disposed when the assembly is written.
/// </summary>
internal sealed class JsiiSession : IDisposable
{
    private readonly string _directory;

    private JsiiSession(string directory) => _directory = directory;

    /// <summary>Prepares this process for JSII.</summary>
    public static JsiiSession Start()
    {
        // JSII compares Node's version with those of its own release date; templates are plain data, and tested on these
        Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "1");
        Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1");
        Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20,22");

        // JSII unpacks 64 MB into the temporary directory on each run and leaves it there
        var directory = Directory.CreateTempSubdirectory("sluice-infra-").FullName;
        Environment.SetEnvironmentVariable("TMPDIR", directory);
        Environment.SetEnvironmentVariable("TMP", directory);
        return new JsiiSession(directory);
    }

    /// <summary>Removes what JSII left.</summary>
    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
