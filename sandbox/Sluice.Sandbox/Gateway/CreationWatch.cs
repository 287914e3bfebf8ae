using System.Net;
using Sluice.Sandbox.EventBridge;

namespace Sluice.Sandbox.Gateway;

/// <summary>Waits for one request's answer and, when that says so, reports the object created.</summary>
internal sealed class CreationWatch(EmulatorClient emulator, IObjectCreationSink sink, S3Request request, string key, ObjectCreatedReason reason)
{
    private const string RequestIdHeader = "x-amz-request-id";
    private const string VersionHeader = "x-amz-version-id";

    public async Task ReportAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!await SucceededAsync(response, cancellationToken))
        {
            return;
        }

        using var head = await emulator.HeadAsync(ObjectPath(), cancellationToken);
        if (head is not null)
        {
            await sink.AcceptAsync(Creation(response, head), cancellationToken);
        }
    }

    private async Task<bool> SucceededAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // A form may ask to be sent elsewhere once it is stored.
        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.SeeOther)
        {
            return false;
        }

        if (!request.IsCompleteMultipartUpload)
        {
            return true;
        }

        // It answers 200 before it knows, so the body has the last word (Amazon S3 API reference, CompleteMultipartUpload).
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return !body.Contains("<Error>", StringComparison.Ordinal);
    }

    private string ObjectPath() => request.Key.Length > 0
        ? request.RawPath
        : $"/{request.Bucket}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";

    private ObjectCreation Creation(HttpResponseMessage response, HttpResponseMessage head) => new(
        request.Bucket,
        key,
        head.Content.Headers.ContentLength ?? 0,
        EmulatorClient.Unquoted(head.Headers.ETag),
        Header(head, VersionHeader),
        reason,
        Header(response, RequestIdHeader) ?? "");

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
