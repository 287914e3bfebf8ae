using ClickHouse.Driver;

namespace Sluice.Operating.Doctor.Server;

/// <summary>The client that looks at the server itself: an administrator's where one is named, else the agent's.</summary>
internal sealed record ServerOnlooker(ClickHouseClient Client, string User);
