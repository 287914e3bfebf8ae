namespace Sluice.Failures;

/// <summary>Error codes of the specification (Error Codes; R8).</summary>
internal enum ErrorCode
{
    /// <summary>Invalid event schema: the message cannot be acted on.</summary>
    E001 = 1,

    /// <summary>Unsupported file format.</summary>
    E002,

    /// <summary>Parse failure: the file or its columns do not fit the table.</summary>
    E003,

    /// <summary>Connection timeout.</summary>
    E004,

    /// <summary>Database unavailable.</summary>
    E005,

    /// <summary>Memory exhaustion.</summary>
    E006,
}
