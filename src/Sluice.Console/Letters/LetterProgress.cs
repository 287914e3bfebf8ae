using Sluice.Operating;

namespace Sluice.WebConsole.Letters;

/// <summary>What is being done, and how far it is.</summary>
internal sealed record LetterProgress(LetterOrder Order, OperationProgress Progress);
