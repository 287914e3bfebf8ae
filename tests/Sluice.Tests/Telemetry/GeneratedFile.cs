namespace Sluice.Tests.Telemetry;

/// <summary>A file of the repository that is made of the code. With SLUICE_REGENERATE=1 a test writes it instead of comparing it.</summary>
internal static class GeneratedFile
{
    private const string Regenerate = "SLUICE_REGENERATE";

    private static string Root
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory.FullName, "Sluice.slnx")))
            {
                directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests are not in a checkout.");
            }

            return directory.FullName;
        }
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    /// <summary>The whole file is this.</summary>
    public static void ShouldBe(string path, string expected)
    {
        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
        {
            File.WriteAllText(Path.Combine(Root, path), expected);
        }

        Read(path).ShouldBe(expected, $"{path} is not what the code says: run this test with {Regenerate}=1 and commit the file");
    }

    /// <summary>The part of the file between <c>&lt;!-- name: begin --&gt;</c> and <c>&lt;!-- name: end --&gt;</c> is this.</summary>
    public static void SectionShouldBe(string path, string section, string expected)
    {
        var text = Read(path);
        var (begin, end) = ($"<!-- {section}: begin -->\n", $"<!-- {section}: end -->");
        ShouldBe(path, text[..(text.IndexOf(begin, StringComparison.Ordinal) + begin.Length)] + expected + text[text.IndexOf(end, StringComparison.Ordinal)..]);
    }
}
