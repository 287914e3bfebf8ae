namespace Sluice.Operating.Doctor;

/// <summary>Looks at one thing that a deployment needs, and changes nothing.</summary>
internal interface IDoctorCheck
{
    CheckInfo Info { get; }

    /// <summary>Longest that it may take.</summary>
    TimeSpan Timeout => TimeSpan.FromSeconds(30);

    /// <summary>What was seen. What is thrown becomes a problem.</summary>
    Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken);
}
