using System.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sluice.Sandbox.Gateway.Middleware;

/// <summary>Answers <c>GetBucketTagging</c>, which the emulator takes for a listing, with the tags of the templates (Amazon S3 API reference).</summary>
internal sealed class BucketTagging(RequestDelegate next, BucketTags tags)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = S3Request.Parse(context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (request is not { Method: "GET", Bucket.Length: > 0, Key.Length: 0 } || !request.Parameters.Contains("tagging"))
        {
            return next(context);
        }

        var set = tags.Of(request.Bucket);
        if (set.IsEmpty)
        {
            return S3Error.WriteAsync(context.Response, StatusCodes.Status404NotFound, "NoSuchTagSet", "The TagSet does not exist");
        }

        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet>{string.Concat(set.Select(tag => $"<Tag><Key>{SecurityElement.Escape(tag.Key)}</Key><Value>{SecurityElement.Escape(tag.Value)}</Value></Tag>"))}</TagSet></Tagging>");
    }
}
