using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Sluice.WebConsole.Components.Parts;

/// <summary>Throughput of the last hour. The bars are seen; the figures are in its label.</summary>
public sealed partial class MinuteChart
{
    private const int Step = 10;
    private const int Height = 64;
    private long _most;

    /// <summary>What it is about, for those who do not see it.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<MinuteBar> Bars { get; set; } = [];

    private string Summary
    {
        get
        {
            var failed = Bars.Sum(bar => bar.Failed);
            var peak = _most == 0 ? "" : $", most in the minute of {Bars.MaxBy(bar => bar.Loaded + bar.Failed).Minute:HH:mm} UTC with {Text.Number(_most)}";
            return $"{Label}: {Text.Number(Bars.Sum(bar => bar.Loaded))} objects loaded in the last hour, {Text.Number(failed)} attempts failed{peak}";
        }
    }

    protected override void OnParametersSet() => _most = Bars.Select(bar => bar.Loaded + bar.Failed).DefaultIfEmpty().Max();

    private static string Tip(MinuteBar bar) => $"{bar.Minute:HH:mm} UTC: {Text.Number(bar.Loaded)} loaded{(bar.Failed > 0 ? $", {Text.Number(bar.Failed)} failed" : "")}";

    // Something that happened is seen, however much more happened in another minute.
    private double Scale(long value) => value == 0 ? 0 : Math.Max(2, (Height - 2.0) * value / _most);

    private static string Px(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
