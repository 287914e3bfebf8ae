using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Infra.Tests;

internal static class Certificates
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a self-signed certificate, and its key behind it, into the temporary directory.</summary>
    public static string CreateCa(bool isCa = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Sluice test CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isCa, false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(_start, _start.AddYears(1));
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "ca.pem");
        File.WriteAllText(path, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return path;
    }
}
