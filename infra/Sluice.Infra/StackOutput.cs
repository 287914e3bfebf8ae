using Amazon.CDK;
using Constructs;

namespace Sluice.Infra;

/// <summary>A value that a deployed stack shows: for people, and for <c>sluice init</c>.</summary>
internal static class StackOutput
{
    /// <param name="scope">A stack, whose output then has exactly this name; or a part of one, whose name is added before it.</param>
    /// <param name="name">Letters and digits.</param>
    /// <param name="value">The value.</param>
    /// <param name="description">What it is for.</param>
    public static void Add(Construct scope, string name, string value, string description) =>
        _ = new CfnOutput(scope, name, new CfnOutputProps { Value = value, Description = description });
}
