using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Sluice.Configuration;

namespace Sluice.Credentials;

/// <summary>Asks STS whose credentials are (<c>sts:GetCallerIdentity</c>, which nobody needs a permission for).</summary>
internal sealed class CallerIdentity(SluiceSettings settings, TimeProvider time)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    /// <param name="credentials">The credentials.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CallerAnswer> AskAsync(ImmutableCredentials credentials, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var sts = new AmazonSecurityTokenServiceClient(Fixed(credentials), Config());
            var answer = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), either.Token);
            return new CallerAnswer(CredentialsVerdict.Valid, answer.Arn, answer.Account, null);
        }
        catch (AmazonServiceException e) when (CredentialRefusal.Is(e))
        {
            return new CallerAnswer(CredentialsVerdict.Refused, null, null, e.ErrorCode);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new CallerAnswer(CredentialsVerdict.Unknown, null, null, (e as AmazonServiceException)?.ErrorCode ?? e.GetType().Name);
        }
    }

    private static AWSCredentials Fixed(ImmutableCredentials credentials) => credentials.UseToken
        ? new SessionAWSCredentials(credentials.AccessKey, credentials.SecretKey, credentials.Token)
        : new BasicAWSCredentials(credentials.AccessKey, credentials.SecretKey);

    private AmazonSecurityTokenServiceConfig Config()
    {
        var config = new AmazonSecurityTokenServiceConfig { MaxErrorRetry = 1 };
        if (settings.Aws.StsEndpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = settings.Topology.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Topology.Region);
        }

        return config;
    }
}
