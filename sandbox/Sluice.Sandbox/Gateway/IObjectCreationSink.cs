namespace Sluice.Sandbox.Gateway;

/// <summary>Takes what the gateway sees being created.</summary>
internal interface IObjectCreationSink
{
    /// <summary>Whether creations in this bucket are of interest.</summary>
    bool Wants(string bucket);

    /// <summary>Takes one; waits while too many are on their way.</summary>
    ValueTask AcceptAsync(ObjectCreation creation, CancellationToken cancellationToken);
}
