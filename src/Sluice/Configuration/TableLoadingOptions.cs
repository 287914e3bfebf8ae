namespace Sluice.Configuration;

/// <summary>What one table, or all tables of a database, do otherwise than <see cref="LoadingOptions"/> says.</summary>
public sealed class TableLoadingOptions
{
    /// <summary>Instead of <see cref="LoadingOptions.Delivery"/>.</summary>
    public DeliveryGuarantee? Delivery { get; set; }

    /// <summary>Instead of <see cref="LoadingOptions.Contract"/>.</summary>
    public ContractMode? Contract { get; set; }

    /// <summary>Instead of <see cref="LoadingOptions.OnOverwrite"/>.</summary>
    public OverwritePolicy? OnOverwrite { get; set; }
}
