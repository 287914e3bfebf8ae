using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.WebConsole.Components.SignIn;

namespace Sluice.WebConsole.Security;

/// <summary>Signing in with the token, and signing out.</summary>
internal sealed partial class ConsoleSignIn(SluiceSettings settings, SignInAttempts attempts, IAntiforgery antiforgery, ILogger<ConsoleSignIn> logger)
{
    public const string Path = "/sign-in";

    public const string OutPath = "/sign-out";

    public const string RefusedPath = "/refused";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        if (settings.Console.Token is not null)
        {
            endpoints.MapGet(Path, (HttpContext context) => Show(context, "")).AllowAnonymous();
            endpoints.MapPost(Path, (Delegate)EnterAsync).AllowAnonymous();
        }

        endpoints.MapGet(RefusedPath, () => new RazorComponentResult<RefusedPage> { StatusCode = StatusCodes.Status403Forbidden }).AllowAnonymous();
        endpoints.MapPost(OutPath, (Delegate)LeaveAsync).AllowAnonymous();
    }

    private async Task<IResult> EnterAsync(HttpContext context)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Show(context, "The page had grown old. Enter the token again.", StatusCodes.Status400BadRequest);
        }

        var from = AddressOf(context);
        var wait = attempts.Begin(from);
        if (wait > TimeSpan.Zero)
        {
            var seconds = (int)Math.Ceiling(wait.TotalSeconds);
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return Show(context, $"Too many wrong tokens from this address. Try again in {seconds} s.", StatusCodes.Status429TooManyRequests);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!IsToken(form["token"].ToString()))
        {
            RefusedToken(logger, $"{from}");
            return Show(context, "That is not the token.", StatusCodes.Status401Unauthorized);
        }

        attempts.Succeed(from);
        SignedIn(logger, $"{from}");
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, "operator")], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(identity));
        return Results.LocalRedirect(LocalPath(form["return"].ToString()));
    }

    private async Task<IResult> LeaveAsync(HttpContext context)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.LocalRedirect("/");
        }

        if (context.User.Identity is { IsAuthenticated: true })
        {
            await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            if (settings.Console.Oidc is not null)
            {
                return Results.SignOut(authenticationSchemes: [OpenIdConnectDefaults.AuthenticationScheme]);
            }
        }

        return Results.LocalRedirect(Path);
    }

    /// <summary>Whoever comes through a proxy comes from where the proxy says, which is the last entry: those before it anybody may have written.</summary>
    private IPAddress? AddressOf(HttpContext context) =>
        settings.Console.BehindProxy && IPAddress.TryParse($"{context.Request.Headers["X-Forwarded-For"]}".Split(',')[^1].Trim(), out var client)
            ? client
            : context.Connection.RemoteIpAddress;

    private RazorComponentResult<SignInPage> Show(HttpContext context, string problem, int status = StatusCodes.Status200OK)
    {
        var back = context.Request.HasFormContentType ? context.Request.Form["return"].ToString() : context.Request.Query["ReturnUrl"].ToString();
        var token = antiforgery.GetAndStoreTokens(context);
        return new RazorComponentResult<SignInPage>(new Dictionary<string, object?>
        {
            [nameof(SignInPage.Problem)] = problem,
            [nameof(SignInPage.Return)] = LocalPath(back),
            [nameof(SignInPage.AntiforgeryField)] = token.FormFieldName,
            [nameof(SignInPage.AntiforgeryToken)] = token.RequestToken,
        })
        {
            StatusCode = status,
        };
    }

    // Hashes are of one length, so that the time tells nothing of the token's either.
    private bool IsToken(string given) => CryptographicOperations.FixedTimeEquals(Hash(given), Hash(settings.Console.Token!));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>A path of this site; anything else would let a link lead a signed-in person elsewhere.</summary>
    private static string LocalPath(string path) =>
        path is ['/'] or ['/', not ('/' or '\\'), ..] && !path.Any(char.IsControl) ? path : "/";

    [LoggerMessage(700, LogLevel.Information, "Somebody signed in to the console from {Address}")]
    private static partial void SignedIn(ILogger logger, string address);

    [LoggerMessage(701, LogLevel.Warning, "A wrong token for the console from {Address}")]
    private static partial void RefusedToken(ILogger logger, string address);
}
