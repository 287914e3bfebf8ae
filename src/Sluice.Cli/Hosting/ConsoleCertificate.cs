using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Sluice.Configuration;

namespace Sluice.Cli.Hosting;

/// <summary>The certificate of an https address, with what it takes to be believed.</summary>
internal sealed class ConsoleCertificate(X509Certificate2 certificate, X509Certificate2Collection chain)
{
    /// <exception cref="CliException">The files cannot be used.</exception>
    public static ConsoleCertificate? Load(ConsoleSettings console)
    {
        if (console is not { Listen.Scheme: "https", CertificateFile: { } certificateFile, CertificateKeyFile: { } keyFile })
        {
            return null;
        }

        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificateFile);
            return new ConsoleCertificate(X509Certificate2.CreateFromPemFile(certificateFile, keyFile), chain);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                ExitCodes.BadInput,
                $"console.certificateFile {certificateFile} and its key {keyFile} cannot be used: {e.Message} Both are PEM; the key is not encrypted and belongs to the first certificate.",
                e);
        }
    }

    public void Apply(HttpsConnectionAdapterOptions https) => (https.ServerCertificate, https.ServerCertificateChain) = (certificate, chain);
}
