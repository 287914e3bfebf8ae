using Sluice.Configuration;
namespace Sluice.Loading.Contract;

/// <summary>Everything that the gate judges by.</summary>
/// <param name="File">Columns of the object.</param>
/// <param name="HiveKeys">Keys of its path.</param>
/// <param name="Table">Columns of the target.</param>
/// <param name="ProvenanceColumn">Column that Sluice fills with the load id, where the table has it.</param>
/// <param name="Mode">How the table takes what does not fit.</param>
internal sealed record ContractQuestion(
    IReadOnlyList<FileColumn> File,
    IReadOnlyList<HiveKey> HiveKeys,
    IReadOnlyList<TableColumn> Table,
    string ProvenanceColumn = "_sluice_load_id",
    ContractMode Mode = ContractMode.Strict);
