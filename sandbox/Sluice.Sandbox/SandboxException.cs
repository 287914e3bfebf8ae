namespace Sluice.Sandbox;

/// <summary>The sandbox cannot do what was asked. The message is one sentence for people: what happened and what to do.</summary>
public sealed class SandboxException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public SandboxException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether <see cref="SandboxOptions.Templates"/> are what is wrong.</summary>
    public bool IsOfTemplates { get; init; }
}
