namespace Sluice.Failures;

/// <summary>What a person can do about a dead letter (specification, Error Codes: Recovery).</summary>
internal static class Remedy
{
    public static string For(ErrorKind kind) => kind switch
    {
        ErrorKind.Event => "Look at the message and at what sent it.",
        ErrorKind.Format => "Write the object again as Parquet and upload it.",
        ErrorKind.Schema => "Correct the object's columns, or create or alter the table, and upload the object again.",
        ErrorKind.Permission => "Give the agent's user the missing permission, then redrive the message.",
        _ => "When the cause is gone, redrive the message.",
    };
}
