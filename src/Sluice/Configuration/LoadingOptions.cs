namespace Sluice.Configuration;

/// <summary>How objects are put into tables.</summary>
public sealed class LoadingOptions
{
    /// <summary>What a table must offer. Default <see cref="DeliveryGuarantee.ExactlyOnce"/>.</summary>
    public DeliveryGuarantee Delivery { get; set; } = DeliveryGuarantee.ExactlyOnce;

    /// <summary>How tables take objects whose columns do not simply fit. Default <see cref="ContractMode.Strict"/>.</summary>
    public ContractMode Contract { get; set; } = ContractMode.Strict;

    /// <summary>
    /// Column that, where a table has it, holds the <c>load_id</c> of the object that a row came from. Default <c>_sluice_load_id</c>.
    /// </summary>
    public string ProvenanceColumn { get; set; } = "_sluice_load_id";
}
