using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Configuration;
using Sluice.Credentials;

namespace Sluice.Tests.Credentials;

/// <summary>A directory with a shared credentials file, and credentials that come from it.</summary>
internal sealed class CredentialFiles : IDisposable
{
    public const string Profile = "agent";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sluice-test-");

    public string Path => In("credentials");

    public string In(string name) => System.IO.Path.Combine(_directory.FullName, name);

    /// <summary>Writes keys into the profile, as a rotation does.</summary>
    public void Write(string accessKeyId, string secret = "secret", string? path = null) => File.WriteAllText(
        path ?? Path,
        $"""
         [{Profile}]
         aws_access_key_id = {accessKeyId}
         aws_secret_access_key = {secret}

         """);

    /// <summary>Has the profile run a script that hands out <c>KEY1</c>, <c>KEY2</c> and so on, and says how often it was run.</summary>
    public Func<int> WriteProcess(TimeSpan? lifetime = null, bool isSame = false)
    {
        var (runs, script) = (In("runs"), In("process.sh"));
        var expiration = lifetime is { } time ? $",\"Expiration\":\"{TimeProvider.System.GetUtcNow() + time:yyyy-MM-ddTHH:mm:ssZ}\"" : "";
        var key = isSame ? "KEY1" : "KEY$(wc -l < " + runs + ")";
        File.WriteAllText(
            script,
            $$"""
              echo run >> {{runs}}
              echo "{\"Version\":1,\"AccessKeyId\":\"{{key}}\",\"SecretAccessKey\":\"secret\",\"SessionToken\":\"token\"{{expiration.Replace("\"", "\\\"")}}}"
              """);
        WriteProcess($"sh {script}");
        return () => File.ReadAllLines(runs).Length;
    }

    public void WriteProcess(string command) => File.WriteAllText(Path, $"[{Profile}]\ncredential_process = {command}\n");

    public AgentCredentials Credentials(TimeProvider time)
    {
        var settings = Some.Settings() with { Aws = new AwsSettings(null, Profile, Path) };
        return new AgentCredentials(new CredentialSource(settings.Aws), new CallerIdentity(settings, time), time, NullLogger<AgentCredentials>.Instance);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
