using System.Collections.Immutable;
using Sluice.Loading.Contract;

namespace Sluice.Loading;

/// <summary>Passes an object, whose footer is read, through the contract gate.</summary>
/// <returns>The columns that it fills; null when it was refused, which is its outcome then.</returns>
internal delegate Task<ImmutableArray<ColumnMapping>?> ColumnsOf(Member member, CancellationToken cancellationToken);
