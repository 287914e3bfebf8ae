using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Sluice.Configuration;

namespace Sluice.Credentials;

/// <summary>
/// Where the agent's AWS credentials come from: the configured profile, else the SDK's chain. The SDK reads keys in a file once; here the
/// chain is walked anew whenever asked, and <see cref="FilesAsync"/> tells when that is worth it.
/// </summary>
/// <param name="aws">How AWS is reached.</param>
/// <param name="setting">Setting that names the profile, for people.</param>
internal sealed class CredentialSource(AwsSettings aws, string setting = "aws.profile")
{
    private const string CredentialsFileVariable = "AWS_SHARED_CREDENTIALS_FILE", ConfigFileVariable = "AWS_CONFIG_FILE";

    /// <summary>The source of a configuration, whose profile is there.</summary>
    /// <exception cref="ConfigurationException">The configured profile is not there.</exception>
    public static CredentialSource Of(AwsSettings aws)
    {
        var source = new CredentialSource(aws);
        if (aws.Profile is { } profile)
        {
            source.FromProfile(profile);
        }

        return source;
    }

    /// <summary>Walks the chain.</summary>
    /// <exception cref="ConfigurationException">The configured profile is not there.</exception>
    /// <exception cref="AmazonClientException">The chain has no credentials.</exception>
    public async Task<AWSCredentials> ResolveAsync()
    {
        if (aws.Profile is { } profile)
        {
            return FromProfile(profile);
        }

        // One of our own: the SDK's keeps what it has found.
        using var resolver = new DefaultAWSCredentialsIdentityResolver();
        return await resolver.ResolveIdentityAsync(null);
    }

    /// <summary>What the shared files contain, as a hash: their times would miss a link that leads elsewhere.</summary>
    public async Task<string> FilesAsync()
    {
        string[] paths =
        [
            aws.ProfilesLocation ?? Environment.GetEnvironmentVariable(CredentialsFileVariable) ?? SharedCredentialsFile.DefaultFilePath,
            Environment.GetEnvironmentVariable(ConfigFileVariable) ?? SharedCredentialsFile.DefaultConfigFilePath,
        ];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths)
        {
            hash.AppendData(await ReadAsync(path));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The kind of source, for people.</summary>
    public string Describe(AWSCredentials credentials) => credentials switch
    {
        EnvironmentVariablesAWSCredentials => "the environment",
        AssumeRoleWithWebIdentityCredentials => "a web identity",
        ProcessAWSCredentials => $"credential_process of {Profile}",
        AssumeRoleAWSCredentials => $"the role of {Profile}",
        SSOAWSCredentials => $"the single sign-on of {Profile}",
        BasicAWSCredentials or SessionAWSCredentials => Profile,
        GenericContainerCredentials => "the container's agent",
        _ => credentials.GetType().Name,
    };

    private string Profile => $"profile {aws.Profile ?? Environment.GetEnvironmentVariable("AWS_PROFILE") ?? "default"}";

    private AWSCredentials FromProfile(string profile) =>
        new CredentialProfileStoreChain(aws.ProfilesLocation).TryGetAWSCredentials(profile, out var credentials)
            ? credentials
            : throw new ConfigurationException(
                $"The AWS profile \"{profile}\" is not in {aws.ProfilesLocation ?? "the shared credentials file"}: correct {setting} or aws.profilesLocation.");

    private static async Task<byte[]> ReadAsync(string path)
    {
        try
        {
            return await File.ReadAllBytesAsync(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
