using System.CommandLine;

namespace Sluice.Bench.Fuzz;

/// <summary>The <c>fuzz</c> suite's command line.</summary>
internal static class FuzzSuite
{
    private const int Failed = 1;
    private const int Cancelled = 130;

    private static readonly Option<long> _cases = new("--cases") { Description = "Messages to try.", HelpName = "N", DefaultValueFactory = _ => 1_000_000 };

    private static readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of the messages; another one every time when left out.",
        HelpName = "S",
        DefaultValueFactory = _ => Random.Shared.Next(),
    };

    /// <summary>The command.</summary>
    /// <param name="json">The option to end with a JSON line.</param>
    public static Command Create(Option<bool> json)
    {
        _cases.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() < 1)
            {
                result.AddError("--cases must be at least 1.");
            }
        });
        var command = new Command("fuzz", "Hostile messages and keys: is each admitted or refused, and never more than it says?") { _cases, _seed, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(_cases), parsed.GetValue(_seed), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(long cases, int seed, bool json, CancellationToken cancellationToken)
    {
        Console.Error.WriteLine($"Trying {cases:N0} messages of seed {seed}");
        var tenth = 0L;
        void Show(long tried, long failures)
        {
            if (tried * 10 / cases > tenth)
            {
                tenth = tried * 10 / cases;
                Console.Error.WriteLine($"  {tried:N0} tried, {failures:N0} failures");
            }
        }

        try
        {
            var result = await MessageFuzz.RunAsync(cases, seed, TimeProvider.System, Show, cancellationToken);
            foreach (var failure in result.Failures)
            {
                Console.Error.WriteLine(failure);
            }

            Console.Error.WriteLine(
                $"{result.Cases:N0} messages in {result.Elapsed.TotalSeconds:F1} s: {result.Admitted:N0} admitted, {result.Refused:N0} refused, "
                + $"{result.TestEvents:N0} test events, {result.FailureCount:N0} failures; the slowest took {result.SlowestCase.TotalMilliseconds:F0} ms");
            if (json)
            {
                Console.WriteLine(result.ToJson());
            }

            return result.FailureCount > 0 ? Failed : 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine("Cancelled.");
            return Cancelled;
        }
    }
}
