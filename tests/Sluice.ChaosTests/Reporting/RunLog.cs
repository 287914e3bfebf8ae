namespace Sluice.ChaosTests.Reporting;

/// <summary>What happens, for people on stderr and for whoever looks for a cause in a file.</summary>
internal sealed class RunLog(string path, bool verbose, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>Says something.</summary>
    public static void Say(string line) => Console.Error.WriteLine(line);

    /// <summary>Notes a detail; shown only where the user asked for all.</summary>
    public void Note(string line)
    {
        lock (_gate)
        {
            File.AppendAllText(path, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {line}\n");
            if (verbose)
            {
                Say($"{time.GetUtcNow():HH:mm:ss.fff} {line}");
            }
        }
    }
}
