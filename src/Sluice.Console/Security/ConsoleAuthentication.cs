using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Sluice.Configuration;

namespace Sluice.WebConsole.Security;

/// <summary>Who may see the console: everybody of this machine, whoever has the token, or whom the identity provider lets in.</summary>
internal static class ConsoleAuthentication
{
    private static readonly TimeSpan _session = TimeSpan.FromHours(12);

    public static void Add(IServiceCollection services, ConsoleSettings settings)
    {
        services.AddDataProtection().AddKeyManagementOptions(keys => (keys.XmlRepository, keys.XmlEncryptor) = (new KeysInMemory(), new NullXmlEncryptor()));
        services.AddSingleton<SignInAttempts>();
        services.AddSingleton<ConsoleSignIn>();
        services.Configure<AntiforgeryOptions>(antiforgery => Harden(antiforgery.Cookie, settings, "form", SameSiteMode.Strict));
        var authentication = services.AddAuthentication(options =>
        {
            options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
            options.DefaultChallengeScheme = settings.Oidc is null ? CookieAuthenticationDefaults.AuthenticationScheme : OpenIdConnectDefaults.AuthenticationScheme;
        });
        authentication.AddCookie(cookie =>
        {
            // The provider's answer comes from its site: a strict cookie would not be sent with the request that follows it.
            Harden(cookie.Cookie, settings, "session", settings.Oidc is null ? SameSiteMode.Strict : SameSiteMode.Lax);
            cookie.ExpireTimeSpan = _session;

            // Whoever is no longer let in by the provider is out after a session at most.
            cookie.SlidingExpiration = false;
            cookie.LoginPath = ConsoleSignIn.Path;
            cookie.AccessDeniedPath = ConsoleSignIn.RefusedPath;
            cookie.Events.OnRedirectToLogin = RedirectPages;
        });
        if (settings.Oidc is { } oidc)
        {
            authentication.AddOpenIdConnect(options => Configure(options, oidc, settings));
        }

        services.AddAuthorizationBuilder().SetFallbackPolicy(null).SetDefaultPolicy(Policy(settings));
    }

    private static AuthorizationPolicy Policy(ConsoleSettings settings)
    {
        var policy = new AuthorizationPolicyBuilder();
        if (settings is { Token: null, Oidc: null })
        {
            return policy.RequireAssertion(_ => true).Build();
        }

        policy.RequireAuthenticatedUser();
        if (settings.Oidc?.RequiredClaim is { } claim)
        {
            policy.RequireClaim(claim.Key, claim.Value);
        }

        return policy.Build();
    }

    private static void Configure(OpenIdConnectOptions options, OidcSettings oidc, ConsoleSettings settings)
    {
        options.Authority = oidc.Authority.AbsoluteUri;
        options.RequireHttpsMetadata = oidc.Authority.Scheme == Uri.UriSchemeHttps;
        options.ClientId = oidc.ClientId;
        options.ClientSecret = oidc.ClientSecret;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.SaveTokens = false;
        options.AccessDeniedPath = ConsoleSignIn.RefusedPath;
        options.TokenValidationParameters.NameClaimType = "name";
        if (oidc.RequiredClaim is { } claim)
        {
            // Also from a list, of which each entry is a claim.
            options.ClaimActions.MapJsonKey(claim.Key, claim.Key);
        }

        // The answer is a plain GET from the provider's site.
        Harden(options.CorrelationCookie, settings, "correlation", SameSiteMode.Lax);
        Harden(options.NonceCookie, settings, "nonce", SameSiteMode.Lax);
        options.Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect(ConsoleSignIn.RefusedPath);
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    // Browsers keep one jar for all ports of a machine: each agent has names of its own.
    private static void Harden(CookieBuilder cookie, ConsoleSettings settings, string purpose, SameSiteMode sameSite)
    {
        var isSecure = settings.BehindProxy || settings.Listen?.Scheme == Uri.UriSchemeHttps;
        cookie.Name = $"{(isSecure ? "__Host-" : "")}sluice-{settings.Listen?.Port}-{purpose}";
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.IsEssential = true;
        cookie.SameSite = sameSite;
        cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
    }

    /// <summary>Pages lead to the door; what scripts ask for is refused.</summary>
    private static Task RedirectPages(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }

        return Task.CompletedTask;
    }
}
