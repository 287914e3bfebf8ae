using Sluice.Configuration;
using Sluice.ConsoleTests.Browser;
using Sluice.IntegrationTests;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

[Trait("Category", "Security")]
public sealed class IdentityProviderTests(LocalCloudFixture cloud, ChromiumFixture chromium)
{
    [Theory]
    [InlineData("data-platform", true)]
    [InlineData("sales", false)]
    public async Task The_provider_signs_in_whoever_has_the_claim(string group, bool isLetIn)
    {
        await using var provider = await IdentityProvider.StartAsync(TestContext.Current.CancellationToken);
        provider.Groups = ["everybody", group];
        await using var agent = await ConsoleAgent.StartAsync(
            cloud.Cloud, console => console with { Oidc = new OidcSettings(provider.Url, "sluice", ClientSecret: null, new("groups", "data-platform")) }, DoorFixture.Apart);
        await using var open = await chromium.OpenAsync(agent.Url, "/objects?domain=sandbox");

        if (isLetIn)
        {
            await Expect(open.Heading("Objects")).ToBeVisibleAsync();
            new Uri(open.Page.Url).Query.ShouldBe("?domain=sandbox");
            open.Complaints.ShouldBeEmpty();
        }
        else
        {
            await Expect(open.Heading("Not allowed")).ToBeVisibleAsync();
        }
    }
}
