using System.Net;
using Microsoft.AspNetCore.Http;
using Sluice.Configuration;

namespace Sluice.WebConsole.Security;

/// <summary>
/// Refuses what a foreign page makes a browser send. Where nobody signs in, a name that somebody else's DNS points at this machine is not answered to; and nowhere may another origin write, or
/// open the page's connection.
/// </summary>
internal sealed class RequestGuard(ConsoleSettings settings)
{
    private readonly bool _isOpen = settings is { Token: null, Oidc: null };

    public async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        // A proxy in front ends TLS, says the configuration; cookies and redirects are for people's side of it.
        if (settings.BehindProxy)
        {
            context.Request.Scheme = Uri.UriSchemeHttps;
        }

        if (_isOpen && !IsOfThisMachine(context.Request.Host))
        {
            await RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "This console is for this machine alone: open it at a loopback address, such as http://127.0.0.1 with its port.");
        }
        else if (!IsOfThisOrigin(context.Request))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "This request comes from another site, and is refused.");
        }
        else
        {
            await next(context);
        }
    }

    private bool IsOfThisMachine(HostString host)
    {
        var name = host.Host.Trim('[', ']');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address)) || name == settings.Listen?.Host.Trim('[', ']');
    }

    private static bool IsOfThisOrigin(HttpRequest request)
    {
        var isRead = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !IsWebSocket(request);
        var origin = request.Headers.Origin.ToString();

        // A browser names the origin of whatever is not a mere reading; only other programs leave it out.
        return isRead || origin.Length == 0
            ? isRead || request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            : origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsWebSocket(HttpRequest request) => request.HttpContext.WebSockets.IsWebSocketRequest || request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method);

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why, context.RequestAborted);
    }
}
