namespace Sluice.Ledger;

/// <summary>The ledger could not be asked or written. Nothing may be loaded without it, and no object is to blame. The cause is the inner exception.</summary>
internal sealed class LedgerException(Exception cause) : Exception(cause.Message, cause);
