namespace Sluice.Configuration;

/// <summary>How objects are put into tables.</summary>
public sealed class LoadingOptions
{
    /// <summary>What a table must offer. Default <see cref="DeliveryGuarantee.ExactlyOnce"/>.</summary>
    public DeliveryGuarantee Delivery { get; set; } = DeliveryGuarantee.ExactlyOnce;

    /// <summary>How tables take objects whose columns do not simply fit. Default <see cref="ContractMode.Strict"/>.</summary>
    public ContractMode Contract { get; set; } = ContractMode.Strict;

    /// <summary>What happens to a key's earlier content when other content is uploaded under it. Default <see cref="OverwritePolicy.Append"/>.</summary>
    public OverwritePolicy OnOverwrite { get; set; } = OverwritePolicy.Append;

    /// <summary>
    /// Largest amount of data that is inserted as one block, in MiB uncompressed, 1–4096. A larger object is staged. Default 256.
    /// </summary>
    public int MaxBlockMiB { get; set; } = 256;

    /// <summary>
    /// Column that, where a table has it, holds the <c>load_id</c> of the object that a row came from. Default <c>_sluice_load_id</c>.
    /// </summary>
    public string ProvenanceColumn { get; set; } = "_sluice_load_id";

    /// <summary>Exceptions by <c>database.table</c>, or <c>database.*</c> for every table of a database; the table's own entry goes first.</summary>
    public Dictionary<string, TableLoadingOptions> Tables { get; set; } = [];

    /// <summary>Key of <see cref="Tables"/> that stands for every table of a database.</summary>
    internal static string AllOf(string database) => $"{database}.*";

    /// <summary>How that table is loaded.</summary>
    internal TableRules For(string database, string table)
    {
        var (own, all) = (Tables.GetValueOrDefault($"{database}.{table}"), Tables.GetValueOrDefault(AllOf(database)));
        return new TableRules(
            own?.Delivery ?? all?.Delivery ?? Delivery,
            own?.Contract ?? all?.Contract ?? Contract,
            own?.OnOverwrite ?? all?.OnOverwrite ?? OnOverwrite);
    }
}
