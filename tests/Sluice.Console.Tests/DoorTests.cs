using System.Net;
using System.Net.WebSockets;
using Microsoft.Playwright;
using Sluice.ConsoleTests.Browser;
using Sluice.IntegrationTests;
using Sluice.WebConsole.Security;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

/// <summary>Who is let in, and what is refused.</summary>
[Trait("Category", "Security")]
public sealed class DoorTests(DoorFixture door, LocalCloudFixture cloud, ChromiumFixture chromium) : IClassFixture<DoorFixture>
{
    private const string Token = DoorFixture.Token;

    private readonly ConsoleAgent _locked = door.Locked;

    private readonly ConsoleAgent _open = door.Open;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_token_lets_in_until_somebody_signs_out()
    {
        await using var open = await chromium.OpenAsync(_locked.Url, "/objects?domain=market");
        await Expect(open.Page).ToHaveTitleAsync("Sign in · Sluice");
        await open.Page.GetByLabel("Token").FillAsync("a wrong one, of some length");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(open.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That is not the token");

        await open.Page.GetByLabel("Token").FillAsync(Token);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(open.Heading("Objects")).ToBeVisibleAsync();
        new Uri(open.Page.Url).Query.ShouldBe("?domain=market");
        var session = (await open.Context.CookiesAsync()).Single(cookie => cookie.Name.EndsWith("-session", StringComparison.Ordinal));
        session.HttpOnly.ShouldBeTrue();
        session.SameSite.ShouldBe(SameSiteAttribute.Strict);
        (await open.Page.ContentAsync()).ShouldNotContain(Token);

        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(open.Page).ToHaveTitleAsync("Sign in · Sluice");
        await open.Page.GotoAsync("/");
        await Expect(open.Page).ToHaveTitleAsync("Sign in · Sluice");
        _locked.Log.ShouldNotContain(entry => entry.Message.Contains(Token, StringComparison.Ordinal));

        // The wrong token is a 401, which the browser notes
        open.Complaints.Where(complaint => !complaint.Contains("401", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/", HttpStatusCode.Redirect)]
    [InlineData("/objects/market/a.parquet", HttpStatusCode.Redirect)]
    [InlineData("/assets/blazor.web.js", HttpStatusCode.Redirect)]
    [InlineData("/_blazor/initializers", HttpStatusCode.Redirect)]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", HttpStatusCode.Redirect, "POST")]
    [InlineData("/sign-in", HttpStatusCode.OK)]
    [InlineData("/assets/console.css", HttpStatusCode.OK)]
    public async Task Nothing_but_the_door_is_served_to_strangers(string path, HttpStatusCode expected, string method = "GET")
    {
        using var http = Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_locked.Url, path));
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await http.SendAsync(request, Stop);
        response.StatusCode.ShouldBe(expected);
        if (expected == HttpStatusCode.Redirect)
        {
            response.Headers.Location.ShouldNotBeNull().ToString().ShouldContain("/sign-in");
        }
    }

    [Fact]
    public async Task The_connection_of_a_page_is_refused_to_strangers()
    {
        var refused = await Should.ThrowAsync<WebSocketException>(() => ConnectAsync(_locked.Url, $"{_locked.Url.Scheme}://{_locked.Url.Authority}"));
        refused.Message.ShouldContain("401");
    }

    [Fact]
    public async Task Guessing_is_slowed_down()
    {
        await using var agent = await ConsoleAgent.StartAsync(cloud.Cloud, console => console with { Token = Token }, DoorFixture.Apart);
        await using var open = await chromium.OpenAsync(agent.Url, "/sign-in");
        for (var i = 0; i <= SignInAttempts.Most; i++)
        {
            await open.Page.GetByLabel("Token").FillAsync($"guess number {i} of many");
            await open.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await Expect(open.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(i < SignInAttempts.Most ? "That is not the token" : "Too many wrong tokens");
        }

        // The right one has to wait as well: otherwise guesses would go on
        await open.Page.GetByLabel("Token").FillAsync(Token);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(open.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Too many wrong tokens");
    }

    [Fact]
    public async Task A_form_of_another_site_signs_nobody_in()
    {
        using var http = Client();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = Token });
        using var withoutProof = await http.PostAsync(new Uri(_locked.Url, "/sign-in"), form, Stop);
        withoutProof.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_locked.Url, "/sign-in")) { Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = Token }) };
        request.Headers.Add("Origin", "https://evil.example");
        using var foreign = await http.SendAsync(request, Stop);
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("evil.example:9465", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.168.1.5", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:9465", HttpStatusCode.OK)]
    public async Task A_name_that_somebody_else_points_at_this_machine_is_not_answered_to(string host, HttpStatusCode expected)
    {
        using var http = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, _open.Url);
        request.Headers.Host = host;
        using var response = await http.SendAsync(request, Stop);
        response.StatusCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    public async Task Another_origin_gets_no_connection(string origin)
    {
        var refused = await Should.ThrowAsync<WebSocketException>(() => ConnectAsync(_open.Url, origin));
        refused.Message.ShouldContain("403");
    }

    [Fact]
    public async Task The_same_origin_gets_a_connection() => await ConnectAsync(_open.Url, $"{_open.Url.Scheme}://{_open.Url.Authority}");

    [Fact]
    public async Task Answers_say_what_a_browser_may_do_with_them()
    {
        using var http = Client();
        using var response = await http.GetAsync(_open.Url, Stop);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
        headers["Content-Security-Policy"].ShouldContain("default-src 'none'");
        headers["Content-Security-Policy"].ShouldContain("script-src 'self';");
        headers["Content-Security-Policy"].ShouldContain("frame-ancestors 'none'");
        headers["X-Frame-Options"].ShouldBe("DENY");
        headers["X-Content-Type-Options"].ShouldBe("nosniff");
        headers["Referrer-Policy"].ShouldBe("same-origin");
        headers["Cache-Control"].ShouldContain("no-store");
    }

    private static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private static async Task ConnectAsync(Uri site, string origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin);
        await socket.ConnectAsync(new UriBuilder(site) { Scheme = "ws", Path = "/_blazor" }.Uri, Stop);
    }
}
