using System.Globalization;
using System.Security;
using System.Text;

namespace Sluice.Bench.Compare.Charts;

/// <summary>Draws bars as SVG that reads on a light and on a dark page.</summary>
internal static class BarChart
{
    private const int Width = 720, Left = 130, Right = 110, Top = 52, Step = 34, BarHeight = 20;

    private const string Style =
        """
        text { font: 13px system-ui, sans-serif; fill: #24292f } .title { font-weight: 600; font-size: 15px } .unit { fill: #57606a }
        .ours { fill: #1f7a5c } .other { fill: #a9b4c0 } .whisker { stroke: #24292f; stroke-width: 1.5 }
        @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .unit { fill: #8d96a0 } .ours { fill: #3fb68b } .other { fill: #59636e } .whisker { stroke: #e6edf3 } }
        """;

    /// <summary>Draws one.</summary>
    /// <param name="title">What is compared.</param>
    /// <param name="unit">What the numbers are.</param>
    /// <param name="bars">From above to below.</param>
    public static string Draw(string title, string unit, IReadOnlyList<Bar> bars)
    {
        var scale = (Width - Left - Right) / Math.Max(bars.Max(bar => bar.Max), double.Epsilon);
        var text = new StringBuilder();
        var height = Top + (bars.Count * Step) + 8;
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{Escaped(title)}\">");
        Line($"<style>{Style}</style>");
        Line($"<text x=\"8\" y=\"20\" class=\"title\">{Escaped(title)}</text><text x=\"8\" y=\"40\" class=\"unit\">{Escaped(unit)}</text>");
        for (var index = 0; index < bars.Count; index++)
        {
            AddBar(bars[index], Top + (index * Step));
        }

        Line("</svg>");
        return $"{text}";

        void AddBar(Bar bar, int y)
        {
            var middle = y + (BarHeight / 2);
            Line($"<text x=\"{Left - 8}\" y=\"{middle + 5}\" text-anchor=\"end\">{Escaped(bar.Label)}</text>");
            Line($"<rect x=\"{Left}\" y=\"{y}\" width=\"{Number(bar.Value * scale)}\" height=\"{BarHeight}\" rx=\"2\" class=\"{(bar.IsOurs ? "ours" : "other")}\"/>");
            if (bar.Max > bar.Min)
            {
                Line($"<path d=\"M{Number(Left + (bar.Min * scale))} {middle}H{Number(Left + (bar.Max * scale))}\" class=\"whisker\"/>");
            }

            Line($"<text x=\"{Number(Left + (bar.Max * scale) + 8)}\" y=\"{middle + 5}\">{Shown(bar.Value)}</text>");
        }

        void Line(string line) => text.Append(line).Append('\n');
    }

    private static string Escaped(string text) => SecurityElement.Escape(text);

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Shown(double number) => number.ToString(number < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
}
