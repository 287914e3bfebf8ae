using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Sluice.Topology;

namespace Sluice.Infra.Configuration;

/// <summary>The rules that the <c>infrastructure</c> section must meet, and the file that it names.</summary>
internal static partial class InfrastructureRules
{
    /// <summary>Stands for the domain's name in <see cref="InfrastructureOptions.CertificateCommonName"/>.</summary>
    public const string DomainPlaceholder = "{domain}";

    private const string Section = "infrastructure";

    /// <summary>Checks the section.</summary>
    /// <param name="options">The configuration as written.</param>
    /// <param name="directory">Where paths in it start.</param>
    /// <param name="errors">Receives everything that is wrong.</param>
    /// <returns>PEM of the CA's certificate, where one is needed and could be read.</returns>
    public static string? Check(TopologyOptions options, string directory, ICollection<ConfigurationError> errors)
    {
        CheckPrefixes(options, errors);
        CheckKeys(options, errors);
        CheckTags(options.Infrastructure, errors);
        CheckEmail("alarmEmailP0", options.Infrastructure.AlarmEmailP0, errors);
        CheckEmail("alarmEmailP1", options.Infrastructure.AlarmEmailP1, errors);
        return CheckCertificate(options.Infrastructure, directory, errors);
    }

    // IAM takes nothing beyond U+00FF in a policy, and says so when half of the stacks are there (IAM quotas)
    private static void CheckPrefixes(TopologyOptions options, ICollection<ConfigurationError> errors)
    {
        foreach (var (name, domain) in options.Domains.Where(entry => entry.Value?.Prefix?.Any(character => character is < ' ' or > '~') == true))
        {
            errors.Add(new($"domains:{name}:prefix", domain.Prefix!, "printable ASCII: IAM policies name it"));
        }
    }

    private static void CheckKeys(TopologyOptions options, ICollection<ConfigurationError> errors)
    {
        var infrastructure = options.Infrastructure;
        CheckKey("kmsKeyArn", infrastructure.KmsKeyArn, infrastructure.Encryption == EncryptionAtRest.CustomerKey, "encryption is CustomerKey");
        CheckKey("bucketKmsKeyArn", infrastructure.BucketKmsKeyArn, infrastructure.ImportBucket, "importBucket is true");

        void CheckKey(string key, string? arn, bool allowed, string condition)
        {
            if (string.IsNullOrEmpty(arn))
            {
                return;
            }

            if (!allowed)
            {
                errors.Add(new($"{Section}:{key}", arn, $"nothing, unless {Section}.{condition}"));
            }
            else if (!KeyArn().IsMatch(arn) || arn.Split(':')[3] != options.Region)
            {
                // An alias would be resolved in the account of the caller, which is EventBridge's
                errors.Add(new($"{Section}:{key}", arn, $"the ARN of a KMS key in {options.Region}, arn:aws:kms:{options.Region}:<account>:key/<id>"));
            }
        }
    }

    private static string? CheckCertificate(InfrastructureOptions options, string directory, ICollection<ConfigurationError> errors)
    {
        const string file = $"{Section}:caCertificateFile";
        const string commonName = $"{Section}:certificateCommonName";
        if (options.AgentIdentity != AgentPrincipal.RolesAnywhere)
        {
            const string nothing = $"nothing, unless {Section}.agentIdentity is RolesAnywhere";
            AddIf(options.CaCertificateFile is not null, new(file, options.CaCertificateFile, nothing));
            AddIf(options.CertificateCommonName is not null, new(commonName, options.CertificateCommonName, nothing));
            return null;
        }

        var name = options.CertificateCommonName;
        AddIf(name is { Length: 0 or > 64 }, new(commonName, name, "1 to 64 characters"));
        AddIf(
            name?.Contains(DomainPlaceholder, StringComparison.Ordinal) == true && !options.PolicyPerDomain,
            new(commonName, name, $"no {DomainPlaceholder}, unless {Section}.policyPerDomain is true"));
        if (string.IsNullOrEmpty(options.CaCertificateFile))
        {
            errors.Add(new(file, null, $"a PEM file with the CA's certificate, since {Section}.agentIdentity is RolesAnywhere"));
            return null;
        }

        return ReadCertificate(Path.Combine(directory, options.CaCertificateFile)) is { } pem
            ? pem
            : Refuse(new(file, options.CaCertificateFile, "the path, from the configuration file on, of a PEM file with the certificate of a CA (CA:TRUE)"));

        void AddIf(bool wrong, ConfigurationError error)
        {
            if (wrong)
            {
                errors.Add(error);
            }
        }

        string? Refuse(ConfigurationError error)
        {
            errors.Add(error);
            return null;
        }
    }

    /// <returns>The certificate alone, or null: a private key in the same file must not get into a template.</returns>
    private static string? ReadCertificate(string path)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(path));
            return certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority)
                ? certificate.ExportCertificatePem()
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }

    private static void CheckEmail(string key, string? address, ICollection<ConfigurationError> errors)
    {
        if (address is not null && !Email().IsMatch(address))
        {
            errors.Add(new($"{Section}:{key}", address, "an e-mail address"));
        }
    }

    private static void CheckTags(InfrastructureOptions options, ICollection<ConfigurationError> errors)
    {
        foreach (var (key, value) in options.Tags.Where(tag => !TagKey().IsMatch(tag.Key) || !TagValue().IsMatch(tag.Value)))
        {
            errors.Add(new(
                $"{Section}:tags:{key}",
                value,
                "a key of 1–128 and a value of up to 256 letters, digits, spaces or _ . / = + - @, the key not starting with aws"));
        }
    }

    [GeneratedRegex(@"^arn:aws(-cn|-us-gov)?:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+\z")]
    private static partial Regex KeyArn();

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\z")]
    private static partial Regex Email();

    [GeneratedRegex(@"^(?!aws)[\p{L}\p{N} _./=+\-@]{1,128}\z")]
    private static partial Regex TagKey();

    [GeneratedRegex(@"^[\p{L}\p{N} _.:/=+\-@]{0,256}\z")]
    private static partial Regex TagValue();
}
