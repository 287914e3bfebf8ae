namespace Sluice.WebConsole.Components.Parts;

/// <summary>What a state means to whoever looks.</summary>
public enum Tone
{
    Plain,
    Good,
    Info,
    Warn,
    Bad,
}
