namespace Sluice.Sandbox.Credentials;

/// <summary>Whose an access key is.</summary>
public enum SandboxIdentity
{
    /// <summary>The owner of the account, who may do everything.</summary>
    Administrator,

    /// <summary>The agent, held to the policies that the templates attach to it.</summary>
    Agent,

    /// <summary>People who run <c>sluice audit</c> and the like, held to the operators' policy of the templates.</summary>
    Operator,

    /// <summary>ClickHouse where it has an S3 key of its own: held to what the agent's policies say of S3, since it reads the agent's objects.</summary>
    ClickHouse,
}
