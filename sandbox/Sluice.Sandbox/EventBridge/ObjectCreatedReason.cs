namespace Sluice.Sandbox.EventBridge;

/// <summary>The S3 operation that created an object.</summary>
internal enum ObjectCreatedReason
{
    /// <summary>PutObject.</summary>
    PutObject,

    /// <summary>A form upload of a browser.</summary>
    PostObject,

    /// <summary>CopyObject.</summary>
    CopyObject,

    /// <summary>The last call of a multipart upload.</summary>
    CompleteMultipartUpload,
}
