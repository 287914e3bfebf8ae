using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Sluice.ConsoleTests;

/// <summary>A small OpenID Connect provider that signs in whoever comes, and insists on PKCE.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "k" };
    private readonly ConcurrentDictionary<string, (string Challenge, string? Nonce)> _codes = new();
    private readonly WebApplication _app;

    private IdentityProvider(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    /// <summary>The groups of whoever signs in.</summary>
    public string[] Groups { get; set; } = [];

    public static async Task<IdentityProvider> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new IdentityProvider(builder.Build());
        provider.Map();
        await provider._app.StartAsync(cancellationToken);
        return provider;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Map()
    {
        _app.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, object>
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["userinfo_endpoint"] = $"{Issuer}/userinfo",
            ["jwks_uri"] = $"{Issuer}/keys",
        });
        _app.MapGet("/keys", () => new Dictionary<string, object> { ["keys"] = new[] { PublicKey() } });
        _app.MapGet("/authorize", (string redirect_uri, string state, string code_challenge, string? nonce) =>
        {
            var code = Guid.NewGuid().ToString("N");
            _codes[code] = (code_challenge, nonce);
            return Results.Redirect($"{redirect_uri}?code={code}&state={Uri.EscapeDataString(state)}");
        });
        _app.MapPost("/token", TokenAsync);
        _app.MapGet("/userinfo", () => new Dictionary<string, object> { ["sub"] = "kim" });
    }

    private string Issuer => Url.GetLeftPart(UriPartial.Authority);

    private async Task TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var (challenge, nonce) = _codes[form["code"].ToString()];
        if (Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != challenge)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = form["client_id"].ToString(),
            Expires = TimeProvider.System.GetUtcNow().AddMinutes(5).UtcDateTime,
            Subject = new ClaimsIdentity([new("sub", "kim"), new("name", "Kim"), new("nonce", nonce ?? ""), .. Groups.Select(group => new Claim("groups", group))]),
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
        });
        await context.Response.WriteAsJsonAsync(new Dictionary<string, object> { ["id_token"] = token, ["access_token"] = "a", ["token_type"] = "Bearer", ["expires_in"] = 300 });
    }

    private Dictionary<string, string> PublicKey()
    {
        var rsa = _key.Rsa.ExportParameters(includePrivateParameters: false);
        return new() { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = _key.KeyId, ["alg"] = "RS256", ["n"] = Base64UrlEncoder.Encode(rsa.Modulus), ["e"] = Base64UrlEncoder.Encode(rsa.Exponent) };
    }
}
