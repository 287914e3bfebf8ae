using Sluice.Configuration;
using System.Text.RegularExpressions;

namespace Sluice.Loading.Contract;

/// <summary>
/// Decides from an object's footer and path, before anything is inserted, whether its rows go into a table without losing or inventing
/// data. Pure: it asks nobody.
/// </summary>
internal sealed class ContractGate
{
    private readonly ContractQuestion _question;
    private readonly ILookup<string, FileColumn> _file;
    private readonly ILookup<string, HiveKey> _hive;
    private readonly HashSet<string> _tableNames;
    private readonly List<ContractFinding> _findings = [];

    private ContractGate(ContractQuestion question)
    {
        _tableNames = question.Table.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        _question = question with { File = NestedColumns.Flatten(question.File, _tableNames) };
        _file = _question.File.ToLookup(column => column.Name, StringComparer.Ordinal);
        _hive = question.HiveKeys.ToLookup(key => key.Name, StringComparer.Ordinal);
    }

    /// <summary>Judges an object against a table.</summary>
    public static ContractVerdict Judge(ContractQuestion question) => new ContractGate(question).Decide();

    // What loses or invents data: the one thing that modes differ in.
    private FindingSeverity Loss => _question.Mode == ContractMode.Lenient ? FindingSeverity.Warning : FindingSeverity.Refusal;

    private ContractVerdict Decide()
    {
        var mapping = _question.Table.Select(Map).ToList();
        var additions = _question.File.Where(column => !_tableNames.Contains(column.Name)).Select(JudgeExtra).OfType<ColumnAddition>().ToList();
        JudgeHiveKeysWithoutColumn();
        JudgeDuplicates();
        FindNearMisses(mapping);
        mapping.AddRange(additions.Select(addition => new ColumnMapping(addition.Name, addition.Type, ColumnOrigin.File)));
        if (!mapping.Any(column => column.Origin == ColumnOrigin.File))
        {
            Add(FindingKind.NothingInCommon, "", null, null, FindingSeverity.Refusal, Explanations.NothingInCommon);
        }

        return new ContractVerdict(_question.Mode, [.. _findings.OrderByDescending(finding => finding.Severity)], mapping, additions);
    }

    private ColumnMapping Map(TableColumn column)
    {
        var file = _file[column.Name].FirstOrDefault();
        var key = _hive[column.Name].FirstOrDefault();
        var origin = column switch
        {
            { IsComputed: true } => JudgeComputed(column, file),
            _ when column.Name == _question.ProvenanceColumn => JudgeProvenance(column, file),
            _ when key is not null => JudgeHiveKey(column, key, file),
            _ when file is not null => JudgeTypes(column, file),
            _ => JudgeMissing(column),
        };
        return new ColumnMapping(column.Name, column.Type, origin);
    }

    private ColumnOrigin JudgeComputed(TableColumn column, FileColumn? file)
    {
        if (file is not null)
        {
            Add(FindingKind.ComputedColumn, column.Name, file.Type, column.Type, Loss, Explanations.Computed(column.Name, column.Default));
        }

        return ColumnOrigin.Default;
    }

    private ColumnOrigin JudgeProvenance(TableColumn column, FileColumn? file)
    {
        if (file is not null)
        {
            Add(FindingKind.ReservedColumn, column.Name, file.Type, column.Type, Loss, Explanations.Reserved(column.Name));
        }

        return ColumnOrigin.Provenance;
    }

    private ColumnOrigin JudgeHiveKey(TableColumn column, HiveKey key, FileColumn? file)
    {
        var fits = HiveValue.Fits(key.Value, TypeName.Parse(column.Type));
        if (fits != true)
        {
            var (severity, explanation) = fits is null
                ? (Loss, Explanations.HiveUnverified(key, column.Type))
                : (FindingSeverity.Refusal, Explanations.HiveValue(key, column.Type));
            Add(FindingKind.HiveValue, column.Name, null, column.Type, severity, explanation);
        }

        if (file is not null)
        {
            Add(FindingKind.HiveOverridesFile, column.Name, file.Type, column.Type, Loss, Explanations.HiveOverrides(key));
        }

        return ColumnOrigin.HiveKey;
    }

    private ColumnOrigin JudgeTypes(TableColumn column, FileColumn file)
    {
        var conversion = TypeConversion.Judge(TypeName.Parse(file.Type), TypeName.Parse(column.Type), file.NullCount, file.Range);
        var (kind, severity) = conversion.Fit switch
        {
            ConversionFit.Guarded => (FindingKind.GuardedType, FindingSeverity.Warning),
            ConversionFit.Lossy when conversion.IsAboutNulls => (FindingKind.NullsBecomeDefaults, Loss),
            ConversionFit.Lossy => (FindingKind.LossyType, Loss),
            _ => (FindingKind.IncompatibleType, FindingSeverity.Refusal),
        };
        if (conversion.Fit != ConversionFit.Exact)
        {
            Add(kind, column.Name, file.Type, column.Type, severity, Explanations.Converted(column.Name, conversion));
        }

        return ColumnOrigin.File;
    }

    private ColumnOrigin JudgeMissing(TableColumn column)
    {
        var (kind, severity, explanation) = column switch
        {
            { Default: ColumnDefault.Ephemeral } => JudgeMissingEphemeral(column),
            { Default: ColumnDefault.Default } =>
                (FindingKind.MissingDefaulted, FindingSeverity.Info, Explanations.MissingDefaulted(column.Name, column.DefaultExpression)),
            _ when TypeName.Parse(column.Type).IsNullable =>
                (FindingKind.MissingNullable, FindingSeverity.Info, Explanations.MissingNullable(column.Name)),
            _ => (FindingKind.MissingRequired, Loss, Explanations.MissingRequired(column.Name)),
        };
        Add(kind, column.Name, null, column.Type, severity, explanation);
        return ColumnOrigin.Default;
    }

    private (FindingKind Kind, FindingSeverity Severity, string Explanation) JudgeMissingEphemeral(TableColumn column)
    {
        var word = $@"(?<!\w){Regex.Escape(column.Name)}(?!\w)";
        var needing = _question.Table.FirstOrDefault(other =>
            other.Default is ColumnDefault.Default or ColumnDefault.Materialized && !HasSource(other.Name) && Regex.IsMatch(other.DefaultExpression, word));
        return needing is null
            ? (FindingKind.MissingEphemeral, FindingSeverity.Info, Explanations.MissingEphemeral(column.Name))
            : (FindingKind.MissingEphemeral, Loss, Explanations.NeededEphemeral(column.Name, needing.Name));
    }

    private ColumnAddition? JudgeExtra(FileColumn column)
    {
        var near = _question.Table.FirstOrDefault(other => string.Equals(other.Name, column.Name, StringComparison.OrdinalIgnoreCase));
        var (kind, severity, explanation) = _question.Mode switch
        {
            _ when column.Name == _question.ProvenanceColumn => (FindingKind.ReservedColumn, Loss, Explanations.Reserved(column.Name)),
            _ when _hive[column.Name].FirstOrDefault() is { } key => (FindingKind.HiveOverridesFile, Loss, Explanations.HiveOverrides(key)),
            ContractMode.Evolve when near is null =>
                (FindingKind.AddedColumn, FindingSeverity.Info, Explanations.Added(column.Name, AddedType.Of(column.Type))),
            ContractMode.Evolve => (FindingKind.ExtraColumn, Loss, Explanations.ExtraByCase(column.Name, near!.Name)),
            _ => (FindingKind.ExtraColumn, Loss, Explanations.Extra(column.Name)),
        };
        Add(kind, column.Name, column.Type, null, severity, explanation);
        return kind == FindingKind.AddedColumn ? new ColumnAddition(column.Name, AddedType.Of(column.Type)) : null;
    }

    private void JudgeHiveKeysWithoutColumn()
    {
        foreach (var key in _question.HiveKeys.Where(key => !_tableNames.Contains(key.Name)))
        {
            Add(FindingKind.HiveUnused, key.Name, null, null, FindingSeverity.Info, Explanations.HiveUnused(key));
        }
    }

    private void JudgeDuplicates()
    {
        foreach (var twice in _file.Where(columns => columns.Count() > 1))
        {
            Add(FindingKind.DuplicateColumn, twice.Key, twice.First().Type, null, FindingSeverity.Refusal, Explanations.Duplicate(twice.Key));
        }

        foreach (var twice in _hive.Where(keys => keys.Distinct().Count() > 1))
        {
            Add(FindingKind.DuplicateColumn, twice.Key, null, null, FindingSeverity.Refusal, Explanations.DuplicateKey(twice.Key));
        }
    }

    private void FindNearMisses(IEnumerable<ColumnMapping> mapping)
    {
        var unused = _question.File.Select(column => column.Name).Concat(_question.HiveKeys.Select(key => key.Name))
            .Where(name => !_tableNames.Contains(name)).Distinct().ToList();
        foreach (var column in mapping.Where(column => column.Origin == ColumnOrigin.Default && !HasSource(column.Column)))
        {
            foreach (var name in unused.Where(name => Letters(name) == Letters(column.Column)))
            {
                Add(FindingKind.NearMiss, column.Column, null, column.Type, FindingSeverity.Info, Explanations.NearMiss(column.Column, name));
            }
        }
    }

    private bool HasSource(string column) => _file.Contains(column) || _hive.Contains(column);

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private void Add(FindingKind kind, string column, string? fileType, string? tableType, FindingSeverity severity, string explanation) =>
        _findings.Add(new ContractFinding(kind, column, fileType, tableType, severity, explanation));
}
