using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sluice.Cli.Hosting.Health;
using Sluice.Configuration;
using Sluice.WebConsole;

namespace Sluice.Cli.Hosting;

/// <summary>
/// The host of <c>sluice run</c>: the agent, and a web server beside it for whoever watches it. Health and metrics are served on one address and the console on another, each there alone.
/// </summary>
internal static class AgentHost
{
    /// <summary>Builds it. Its addresses are taken by then, and nothing is received yet.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="configure">Adds to it, the agent included.</param>
    /// <exception cref="CliException">An address is taken, or the console's certificate cannot be used.</exception>
    public static IHost Build(SluiceSettings settings, Action<IHostApplicationBuilder> configure)
    {
        var listeners = Listeners.Take(settings);
        if (listeners.All.Count == 0)
        {
            var bare = Host.CreateEmptyApplicationBuilder(null);
            bare.AddAgentTelemetry(settings);
            configure(bare);
            return bare.Build();
        }

        // Empty, so that no variable or file meant for others changes the server; and nothing is served from the working directory.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(AgentHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddAgentTelemetry(settings);
        configure(builder);
        builder.Services.AddSingleton(listeners);
        builder.Services.AddHostedService<AddressLog>();
        AddServer(builder.WebHost, settings, listeners);
        builder.Services.AddRouting();
        if (listeners.Console is not null)
        {
            builder.Services.AddSluiceConsole(settings);
        }

        builder.Services.AddAgentHealth();
        var app = builder.Build();
        Map(app, listeners);
        return app;
    }

    private static void AddServer(IWebHostBuilder server, SluiceSettings settings, Listeners listeners)
    {
        var certificate = ConsoleCertificate.Load(settings.Console);
        server.UseKestrelCore().UseKestrelHttpsConfiguration().UseSockets(sockets => sockets.CreateBoundListenSocket = listeners.SocketOf);
        server.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            foreach (var listener in listeners.All)
            {
                options.Listen(listener.EndPoint, listen => Listen(listen, listener, listener == listeners.Console ? certificate : null));
            }
        });
    }

    private static void Listen(ListenOptions listen, Listener listener, ConsoleCertificate? certificate)
    {
        var stopping = listen.ApplicationServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        listen.Use(next => async connection =>
        {
            // Requests are told apart by it. What a request says of itself, such as its Host, does not matter.
            connection.Features.Set(listener);

            // The server stops before the pipeline does. Whoever looks at a page must not keep loads in hand from their time to finish.
            await using var registration = stopping.Register(connection.Abort);
            await next(connection);
        });
        if (certificate is not null)
        {
            listen.UseHttps(certificate.Apply);
        }
    }

    private static void Map(WebApplication app, Listeners listeners)
    {
        if (listeners.Monitoring is { } monitoring)
        {
            // Ends here: no request of this address goes on to the console.
            app.MapWhen(context => context.Features.Get<Listener>() == monitoring, MonitoringEndpoints.Map);
        }

        // Named, since it would be put in front of everything otherwise, and then hand requests for health to the console.
        app.UseRouting();
        if (listeners.Console is not null)
        {
            // All that comes this far came to the console's address.
            app.MapSluiceConsole();
        }
    }
}
