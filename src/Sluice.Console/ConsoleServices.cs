using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Sluice.Configuration;
using Sluice.Operating.DeadLetters;
using Sluice.Watching;
using Sluice.WebConsole.Assets;
using Sluice.WebConsole.Components;
using Sluice.WebConsole.Letters;
using Sluice.WebConsole.Live;
using Sluice.WebConsole.Security;

namespace Sluice.WebConsole;

/// <summary>Registers the operator's console.</summary>
public static class ConsoleServices
{
    /// <summary>Adds what it takes, besides <see cref="SluiceServices.AddSluice"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="settings">A configuration from <see cref="ConfigurationLoader"/>.</param>
    public static IServiceCollection AddSluiceConsole(this IServiceCollection services, SluiceSettings settings)
    {
        services.AddSingleton<ConsoleAssets>();
        services.AddSingleton(new RequestGuard(settings.Console));
        services.AddSingleton<TroubleLog>();
        services.AddSingleton<PipelineFeed>();
        services.AddSingleton<LedgerPulse>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerPulse>());
        services.AddDeadLetterDesk(settings, settings.Console.AwsProfile);
        if (settings.Console.AwsProfile is { } profile)
        {
            services.AddStoredObjects(settings, profile);
        }

        services.AddSingleton<LetterReader>();
        services.AddSingleton<LetterWork>();
        ConsoleAuthentication.Add(services, settings.Console);
        services.AddMudServices();
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            // The agent is small, and a page that was away for long asks anew anyway.
            circuits.DisconnectedCircuitMaxRetained = 8;
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromSeconds(30);
            circuits.MaxBufferedUnacknowledgedRenderBatches = 4;
        });
        return services;
    }

    /// <summary>Serves it to whatever comes this far.</summary>
    /// <param name="app">The application, whose routing comes before this.</param>
    public static void MapSluiceConsole(this WebApplication app)
    {
        var guard = app.Services.GetRequiredService<RequestGuard>();
        app.Use(SecurityHeaders.AddAsync);
        app.Use(guard.CheckAsync);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();

        // One place says that everything is behind the door; the door itself and its style sheet are the exceptions.
        var endpoints = app.MapGroup("").RequireAuthorization();
        app.Services.GetRequiredService<ConsoleAssets>().Map(endpoints);
        app.Services.GetRequiredService<ConsoleSignIn>().Map(endpoints);
        endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'").DisableAntiforgery();
    }
}
