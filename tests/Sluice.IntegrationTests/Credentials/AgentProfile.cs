namespace Sluice.IntegrationTests.Credentials;

/// <summary>A shared credentials file with the agent's profile, in a directory of its own.</summary>
internal sealed class AgentProfile : IDisposable
{
    public const string Name = "agent";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sluice-test-");

    public string Path => In("credentials");

    public string In(string name) => System.IO.Path.Combine(_directory.FullName, name);

    /// <summary>Writes keys of a session, as a rotation does: in place.</summary>
    public void Write(string accessKeyId, string secret = "secret", string token = "token") => File.WriteAllText(
        Path,
        $"""
         [{Name}]
         aws_access_key_id = {accessKeyId}
         aws_secret_access_key = {secret}
         aws_session_token = {token}

         """);

    /// <summary>Has the profile run a script that hands out the keys one after the other, the last one for good, each for an hour.</summary>
    public void WriteProcess(params string[] accessKeyIds)
    {
        var (keys, script) = (In("keys"), In("process.sh"));
        File.WriteAllLines(keys, accessKeyIds);
        var expiration = $"{TimeProvider.System.GetUtcNow().AddHours(1):yyyy-MM-ddTHH:mm:ssZ}";
        File.WriteAllText(
            script,
            $$"""
              key=$(head -n 1 {{keys}})
              [ $(wc -l < {{keys}}) -gt 1 ] && sed -i 1d {{keys}}
              echo "{\"Version\":1,\"AccessKeyId\":\"$key\",\"SecretAccessKey\":\"secret\",\"SessionToken\":\"token\",\"Expiration\":\"{{expiration}}\"}"
              """);
        File.WriteAllText(Path, $"[{Name}]\ncredential_process = sh {script}\n");
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
