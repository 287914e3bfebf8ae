namespace Sluice.Operating;

/// <summary>Why an operation did not happen.</summary>
internal enum OperationFault
{
    /// <summary>What was named is not there, or is not what the operation is for.</summary>
    BadInput,

    /// <summary>Doing it would be wrong as things stand.</summary>
    Refused,

    /// <summary>The ClickHouse user may not do it.</summary>
    NotPermitted,
}
