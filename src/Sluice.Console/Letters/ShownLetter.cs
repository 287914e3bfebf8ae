using Sluice.Operating.DeadLetters;

namespace Sluice.WebConsole.Letters;

/// <summary>A letter on its way from the page to a part of it.</summary>
public sealed class ShownLetter
{
    internal ShownLetter(DeadLetter letter, string? ledgerFault) => (Letter, LedgerFault) = (letter, ledgerFault);

    internal DeadLetter Letter { get; }

    /// <summary>Why the ledger could not be asked about it, or null.</summary>
    internal string? LedgerFault { get; }
}
