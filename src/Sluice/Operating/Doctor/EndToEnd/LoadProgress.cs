namespace Sluice.Operating.Doctor.EndToEnd;

/// <summary>What the ledger says of the object.</summary>
/// <param name="State">Its state, or an empty string where it is not known.</param>
/// <param name="Reason">Why it is not loaded.</param>
/// <param name="Agent">Who was at it.</param>
/// <param name="ReceivedAt">When an agent received its message.</param>
/// <param name="WrittenAt">When it reached this state.</param>
internal sealed record LoadProgress(string State, string Reason, string Agent, DateTime? ReceivedAt, DateTime WrittenAt)
{
    public static readonly LoadProgress None = new("", "", "", null, default);

    public bool IsLoaded => State == "loaded";

    /// <summary>Whether nothing more will happen.</summary>
    public bool IsOver => State is "loaded" or "dead_lettered" or "in_doubt" or "skipped" or "superseded";
}
