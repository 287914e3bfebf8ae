namespace Sluice.Watching;

/// <summary>What S3 answered about a key.</summary>
internal abstract record StoredAnswer
{
    private StoredAnswer()
    {
    }

    /// <summary>It is there.</summary>
    public sealed record Present(StoredObject Object) : StoredAnswer;

    /// <summary>It is not there.</summary>
    public sealed record Absent : StoredAnswer;

    /// <summary>It cannot be found out: without <c>s3:ListBucket</c> S3 answers 403 for what is not there, too.</summary>
    /// <param name="Reason">Why, half a sentence.</param>
    public sealed record Unknown(string Reason) : StoredAnswer;

    /// <summary>The object, when it is known to be there.</summary>
    public StoredObject? ObjectOrNone => (this as Present)?.Object;
}
