namespace Sluice.WebConsole.Letters;

/// <summary>What operators do with dead letters.</summary>
public enum LetterAction
{
    /// <summary>Back to the load queue, to be tried anew.</summary>
    Redrive,

    /// <summary>Deleted for good.</summary>
    Purge,
}
