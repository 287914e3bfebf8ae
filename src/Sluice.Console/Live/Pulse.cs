namespace Sluice.WebConsole.Live;

/// <summary>Why a page should look again.</summary>
internal enum Pulse
{
    /// <summary>Time has passed: ages, queues and agents may have changed.</summary>
    Tick,

    /// <summary>There are new attempts.</summary>
    News,
}
