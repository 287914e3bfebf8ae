using System.Text.RegularExpressions;

namespace Sluice.DeploymentTests;

/// <summary>What can be said of the Dockerfile without Docker.</summary>
[Trait("Category", "Unit")]
public sealed partial class DockerfileTests
{
    private static readonly IReadOnlyList<(string Name, string Text)> _instructions = Parse(Repository.Read("Dockerfile"));

    [Fact]
    public void Everything_that_is_copied_is_there_and_not_ignored()
    {
        var ignore = Repository.Read(".dockerignore").Split('\n');
        ignore[1].ShouldBe("*", "nothing goes to the build that is not named");
        var sources = _instructions.Where(each => each.Name == "COPY" && !each.Text.StartsWith("--from", StringComparison.Ordinal)).SelectMany(each => each.Text.Split(' ')[..^1]).ToList();
        sources.Count.ShouldBeGreaterThan(5);
        foreach (var source in sources)
        {
            Path.Exists(Repository.PathOf(source)).ShouldBeTrue(source);
            ignore.ShouldContain($"!{source}");
        }
    }

    [Fact]
    public void The_program_runs_as_a_user_that_is_known_not_to_be_root()
    {
        var last = _instructions.Skip(_instructions.ToList().FindLastIndex(each => each.Name == "FROM")).ToList();
        last[0].Text.ShouldContain("chiseled");
        UserNumber().IsMatch(last.Single(each => each.Name == "USER").Text).ShouldBeTrue();
        last.ShouldNotContain(each => each.Name == "RUN", "there is no shell");
        last.Single(each => each.Name == "ENTRYPOINT").Text.ShouldBe("[\"/app/sluice\"]");
        last.Single(each => each.Name == "CMD").Text.ShouldStartWith("[\"run\",");
    }

    [Fact]
    public void It_has_no_secret_and_publishes_by_profiles_that_exist()
    {
        _instructions.Where(each => each.Name is "ARG" or "ENV").ShouldAllBe(each => !Secret().IsMatch(each.Text));
        foreach (Match profile in Profile().Matches(Repository.Read("Dockerfile")))
        {
            File.Exists(Repository.PathOf("src", "Sluice.Cli", "Properties", "PublishProfiles", $"{profile.Groups[1].Value}.pubxml")).ShouldBeTrue(profile.Value);
        }
    }

    private static List<(string Name, string Text)> Parse(string text) =>
        [.. Comment().Replace(text, "").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2)).Select(parts => (parts[0], parts[1].Trim()))];

    [GeneratedRegex("^#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("^[1-9][0-9]*:[1-9][0-9]*$")]
    private static partial Regex UserNumber();

    [GeneratedRegex("password|secret|token|key", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex("profile=(linux-[a-z0-9]+)")]
    private static partial Regex Profile();
}
