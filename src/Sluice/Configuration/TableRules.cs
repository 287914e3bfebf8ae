namespace Sluice.Configuration;

/// <summary>How one table is loaded.</summary>
/// <param name="Delivery">What it must offer.</param>
/// <param name="Contract">How it takes objects whose columns do not simply fit.</param>
/// <param name="OnOverwrite">What happens to a key's earlier content.</param>
public sealed record TableRules(DeliveryGuarantee Delivery, ContractMode Contract, OverwritePolicy OnOverwrite);
