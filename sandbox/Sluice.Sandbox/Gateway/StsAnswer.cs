using Microsoft.AspNetCore.Http;

namespace Sluice.Sandbox.Gateway;

/// <summary>Answers as STS writes them (AWS STS API reference; query protocol, XML).</summary>
internal static class StsAnswer
{
    private const string Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

    /// <summary>Whose the credentials are.</summary>
    public static Task WriteIdentityAsync(HttpResponse response, string arn, string userId, string account) => WriteAsync(
        response,
        StatusCodes.Status200OK,
        $"""
         <GetCallerIdentityResponse xmlns="{Namespace}">
           <GetCallerIdentityResult><Arn>{arn}</Arn><UserId>{userId}</UserId><Account>{account}</Account></GetCallerIdentityResult>
           <ResponseMetadata><RequestId>{Guid.NewGuid()}</RequestId></ResponseMetadata>
         </GetCallerIdentityResponse>
         """);

    /// <summary>Credentials of a role, as the action that assumes it answers.</summary>
    public static Task WriteSessionAsync(
        HttpResponse response, string action, string arn, string accessKeyId, string secret, string token, DateTimeOffset expiration) => WriteAsync(
        response,
        StatusCodes.Status200OK,
        $"""
         <{action}Response xmlns="{Namespace}">
           <{action}Result>
             <AssumedRoleUser><Arn>{arn}</Arn><AssumedRoleId>{accessKeyId}:sluice</AssumedRoleId></AssumedRoleUser>
             <Credentials>
               <AccessKeyId>{accessKeyId}</AccessKeyId><SecretAccessKey>{secret}</SecretAccessKey><SessionToken>{token}</SessionToken>
               <Expiration>{expiration:yyyy-MM-ddTHH:mm:ssZ}</Expiration>
             </Credentials>
           </{action}Result>
           <ResponseMetadata><RequestId>{Guid.NewGuid()}</RequestId></ResponseMetadata>
         </{action}Response>
         """);

    /// <summary>An error.</summary>
    public static Task WriteErrorAsync(HttpResponse response, int status, string code, string message) => WriteAsync(
        response,
        status,
        $"""
         <ErrorResponse xmlns="{Namespace}">
           <Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>
           <RequestId>{Guid.NewGuid()}</RequestId>
         </ErrorResponse>
         """);

    private static Task WriteAsync(HttpResponse response, int status, string xml)
    {
        response.StatusCode = status;
        response.ContentType = "text/xml";
        return response.WriteAsync(xml);
    }
}
